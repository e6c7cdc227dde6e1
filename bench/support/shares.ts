import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

/** A table of shares of CooRTweet, and how ringfence reads it. */
export interface SharesTable {
  readonly file: string;
  /** Signal types of its columns, as a configuration file gives them. A URL gives its domain: one family, not two proofs. */
  readonly config: string;
  readonly map: string;
}

export const GERMAN_ELECTIONS: SharesTable = {
  file: 'german_elections.csv.gz',
  config: `
signals:
  types:
    - { name: url,     label: Url,     relationship: SHARED_URL,     kind: behaviour, family: link,    privacy: clear, strength: 0.7 }
    - { name: domain,  label: Domain,  relationship: SHARED_DOMAIN,  kind: behaviour, family: link,    privacy: clear, strength: 0.4 }
    - { name: hashtag, label: Hashtag, relationship: USED_HASHTAG,   kind: behaviour, family: hashtag, privacy: clear, strength: 0.4 }
    - { name: picture, label: Picture, relationship: POSTED_PICTURE, kind: behaviour, family: picture, privacy: clear, strength: 0.8 }
`,
  map: 'account=account_id,at=timestamp,url=url_id,domain=domain_id,hashtag=hashtag_id,picture=phash_id',
};

export const RUSSIAN_TWEETS: SharesTable = {
  file: 'russian_coord_tweets.csv.gz',
  config: `
signals:
  types:
    - { name: tweet, label: Tweet, relationship: RETWEETED, kind: behaviour, family: tweet, privacy: clear, strength: 0.7 }
`,
  map: 'account=account_id,at=timestamp_share,tweet=object_id',
};

/** Rows of a gzipped CSV file, by the names of its header. */
export const rowsOf = (file: string): AsyncIterable<Readonly<Record<string, string>>> =>
  createReadStream(file)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
