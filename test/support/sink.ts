import { Writable } from 'node:stream';

/** Keeps what a command writes, in place of a standard stream that is no terminal. */
export class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  asStandardStream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }
}
