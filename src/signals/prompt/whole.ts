import type { Mask } from './segments.ts';

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const FILE_EXTENSIONS = names(
  'py pyi ipynb js mjs cjs jsx ts tsx vue svelte java kt scala groovy c h cc cpp cxx hpp cs go rs rb php pl lua r jl m swift ' +
    'dart ex exs erl hs clj sh bash zsh ps1 bat cmd sql html htm css scss less xml json jsonl ndjson yaml yml toml ini cfg ' +
    'conf env lock md mdx rst txt tex log csv tsv parquet xls xlsx doc docx ppt pptx odt pdf rtf epub png jpg jpeg gif svg ' +
    'webp bmp ico mp3 wav flac mp4 mov avi mkv zip tar gz tgz bz2 xz 7z rar jar war so dll exe bin o a class wasm db sqlite ' +
    'proto graphql tf gradle cmake patch diff pem key crt',
);
const TOP_LEVEL_DOMAINS = names(
  'com org net edu gov io dev app ai co uk de fr eu us ca au jp cn in br ru info biz example',
);
const EDGE = /[\p{L}\p{M}\p{N}]/u;
const PORT = /:\p{N}{1,5}$/u;
/** `mail.example.co`, `java.util.List`: at least three labels, the last one a word. A prompt's own words are never so. */
const DOTTED = /^[a-z0-9_][a-z0-9_$-]*(?:\.[a-z0-9_$-]+)+\.[a-z_$][a-z0-9_$-]+$/i;

/** The mask for a chunk between white space that as a whole is no word: an address, a path, an identifier. */
export const wholeMask = (chunk: string): Mask | null => {
  const bare = trimEdges(chunk);
  if (bare.length < 3) return null;
  if (/^(?:[a-z][a-z0-9+.-]{1,30}:\/\/|www\.)/i.test(bare)) return 'url';
  const at = bare.indexOf('@');
  if (at > 0 && bare.indexOf('.', at) > at + 1) return 'email';
  if (/[=([{,]./.test(bare)) return null;
  if (isPath(chunk, bare)) return 'file';
  const host = bare.replace(PORT, '');
  const dot = host.lastIndexOf('.');
  if (dot > 0) {
    const ending = host.slice(dot + 1).toLowerCase();
    if (FILE_EXTENSIONS.has(ending)) return 'file';
    if (TOP_LEVEL_DOMAINS.has(ending) && /^[a-z0-9._-]+$/i.test(host)) return 'url';
    if (DOTTED.test(host) && /[a-z0-9_$-]{2}\./i.test(host)) return 'id';
  }
  return isIdentifier(bare) ? 'id' : null;
};

const isPath = (chunk: string, bare: string): boolean => {
  if (/^["'(]?(?:~|\.{1,2})?[\\/][\w.-]/.test(chunk) || /^[a-z]:[\\/]/i.test(bare)) return true;
  const slash = bare.search(/[\\/]/);
  if (slash < 1 || /^[\p{N}/.,-]+$/u.test(bare)) return false;
  const last = bare.slice(bare.lastIndexOf('.') + 1).toLowerCase();
  return FILE_EXTENSIONS.has(last) || /[\\/]/.test(bare.slice(slash + 1));
};

/** UUIDs, hashes, keys, base64: long, of one piece, with digits among letters (or too long for any word). */
const isIdentifier = (bare: string): boolean => {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return false;
  const mixed = /[0-9]/.test(bare) && /[A-Za-z]/.test(bare);
  if (mixed && /^(?:0x)?[0-9a-f-]{8,}$/i.test(bare)) return true;
  return bare.length >= 40 ? !/^[a-z-]+$/.test(bare) || bare.length >= 64 : bare.length >= 16 && mixed;
};

const trimEdges = (chunk: string): string => {
  let start = 0;
  let end = chunk.length;
  while (start < end && !EDGE.test(chunk[start]!)) start++;
  while (end > start && !EDGE.test(chunk[end - 1]!) && chunk[end - 1] !== '=') end--;
  return chunk.slice(start, end);
};
