const LF = 0x0a;
const BOM = [0xef, 0xbb, 0xbf];

/**
 * Cuts bytes into lines as they arrive; `onLine` gets each without its line feed, and its number from 1. Blank lines are
 * counted but not handed on. Memory: the line that is being received. `maxLine` bounds it (bytes): of a longer line only
 * `onLong` is told, and it is passed over.
 */
export const lineSplitter = (options: {
  onLine: (line: Buffer, number: number) => void;
  onLong: (number: number) => void;
  maxLine: number;
}) => {
  let pieces: Buffer[] = [];
  let held = 0;
  let number = 1;
  let skipping = false;

  const hold = (piece: Buffer): void => {
    if (skipping) return;
    held += piece.length;
    if (held > options.maxLine) {
      skipping = true;
      pieces = [];
    } else if (piece.length > 0) pieces.push(piece);
  };

  const endLine = (): void => {
    if (skipping) options.onLong(number);
    else {
      const line = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      const start = number === 1 && BOM.every((byte, at) => line[at] === byte) ? BOM.length : 0;
      const text = start === 0 ? line : line.subarray(start);
      if (!isBlank(text)) options.onLine(text, number);
    }
    pieces = [];
    held = 0;
    skipping = false;
    number += 1;
  };

  return {
    write(bytes: Buffer): void {
      let from = 0;
      for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, from)) {
        hold(bytes.subarray(from, at));
        endLine();
        from = at + 1;
      }
      hold(bytes.subarray(from));
    },
    /** The last line need not end in a line feed. */
    end(): void {
      if (held > 0) endLine();
    },
  };
};

/** Spaces, tabs and carriage returns are white space in JSON. */
const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
