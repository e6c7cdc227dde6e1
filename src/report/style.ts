/** The page's only style sheet: system fonts, light and dark, a phone's width, and A4. */
export const STYLE = `
:root { color-scheme: light; --ink: #1b2430; --soft: #51606f; --paper: #ffffff; --panel: #f4f6f8; --line: #d5dce3;
  --grid: #dfe5ea; --accent: #b23a08; --link: #1d5a8a; --bar: #2f6f9f; --bar2: #37766b; --bar3: #8a5a00; --dot: #7d8b98; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --ink: #e8edf2; --soft: #a9b6c2; --paper: #12171d; --panel: #1b222a; --line: #35414d;
    --grid: #2c3641; --accent: #ff9c66; --link: #8cc4f0; --bar: #6aa9d8; --bar2: #62b5a5; --bar3: #dba84d; --dot: #8493a1; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.6rem 0 .6rem; padding-top: .5rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.1rem; line-height: 1.35; margin: 2rem 0 .3rem; }
h4 { font-size: .95rem; margin: 1rem 0 .3rem; }
p { margin: .4rem 0 .8rem; max-width: 46rem; }
a { color: var(--link); }
.soft, caption, figcaption, .note { color: var(--soft); }
.lead { font-size: 1.1rem; }
.warn { border-left: 4px solid var(--accent); background: var(--panel); padding: .6rem .9rem; margin: 1rem 0; max-width: 46rem; }
.id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .88em; overflow-wrap: anywhere; }
bdi, dd, td, li, p { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .4rem 0 1rem; }
caption { text-align: left; padding-bottom: .35rem; font-size: .88rem; }
th, td { text-align: left; vertical-align: top; padding: .32rem .6rem .32rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: .82rem; vertical-align: bottom; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.state { white-space: nowrap; } td + td, th + td, th + th { padding-left: .5rem; }
.line { white-space: nowrap; }
.plain { font-weight: 400; color: var(--soft); } ul.plain { list-style: none; margin: 0; padding: 0; color: inherit; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0 1rem; font-size: .92rem; }
dt { color: var(--soft); } dd { margin: 0; }
figure { margin: .6rem 0 1rem; } figcaption { font-size: .86rem; }
svg { max-width: 100%; height: auto; display: block; }
svg.chart text { font-size: 12px; fill: var(--soft); }
svg.chart .grid { stroke: var(--grid); fill: none; }
.dot { fill: var(--dot); fill-opacity: .6; stroke: var(--paper); } .dot.drawn { fill: var(--accent); fill-opacity: .9; }
.signups .bars { fill: var(--bar); } .active .bars { fill: var(--bar2); } .requests .bars { fill: var(--bar3); }
svg.bar { width: 100%; min-width: 3rem; height: .7rem; margin-top: .35rem; background: var(--panel); } svg.bar rect { fill: var(--bar); }
td.share { width: 24%; } td.member { min-width: 7rem; } th.widest { width: 45%; }
.chip { display: inline-block; width: .75em; height: .75em; border-radius: 50%; margin-right: .45em; border: 1px solid var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; list-style: none; padding: 0; margin: .4rem 0; font-size: .84rem; color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; list-style: none; padding: 0; margin: .2rem 0 .6rem; font-size: .92rem; }
ol.evidence { padding-left: 1.7rem; font-size: .92rem; } ol.evidence li { margin: .25rem 0; padding-left: .15rem; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
.ids { columns: 13rem; font-size: .85rem; padding: 0; list-style: none; }
footer { padding-top: 1.2rem; padding-bottom: 2.5rem; color: var(--soft); font-size: .88rem; }
@media screen and (min-width: 701px) { table.wide th.id { white-space: nowrap; } }
@media screen and (max-width: 700px) {
  main, header, footer { padding-left: .9rem; padding-right: .9rem; }
  h1 { font-size: 1.5rem; }
  .two { display: block; }
  table { font-size: .84rem; } th, td { padding-right: .3rem; } td + td, th + td, th + th { padding-left: .3rem; }
  dl { display: block; } dd { margin-bottom: .35rem; }
  svg.chart text { font-size: 18px; }
  svg.graph .labels { display: none; } svg.graph .marks { font-size: 17px; }
  table.wide thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
  table.wide, table.wide tbody, table.wide tr, table.wide th, table.wide td { display: block; border: 0; padding: 0; text-align: left; white-space: normal; }
  table.wide caption { display: block; }
  table.wide tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  table.wide td[data-name] { display: inline-block; margin-right: 1rem; }
  table.wide td[data-name]::before { content: attr(data-name) ': '; color: var(--soft); }
  td.share { display: none; } th.share { display: none; }
}
@media print {
  @page { size: A4; margin: 14mm 15mm; }
  body { font-size: 10pt; } table, dl, ol.evidence, .ids { font-size: 8.5pt; }
  table.wide th.id { white-space: nowrap; font-size: 7.5pt; } td + td, th + td, th + th { padding-left: .2rem; }
  svg.graph { max-height: 76mm; margin: 0 auto; } ol.evidence { line-height: 1.3; margin: .3rem 0; } ol.evidence li { margin: .12rem 0; }
  th, td { padding-top: .15rem; padding-bottom: .15rem; line-height: 1.3; } thead th, caption, figcaption, .legend, .note { font-size: 8pt; }
  h2 { margin-top: 1.6rem; } .chapter h3, h4 { margin-top: 0; } .facts, figure { margin-bottom: .4rem; } figure { margin-top: .3rem; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  a { color: inherit; text-decoration: none; }
  h2, h3, h4, caption { break-after: avoid; } figure, tr, li, dl, .warn { break-inside: avoid; }
  thead { display: table-header-group; }
  #top { margin-top: 0; padding-top: 0; border-top: 0; } .chapter.first svg.graph { max-height: 62mm; }
  #top, .chapter { break-before: page; } .chapter.first { break-before: auto; }
}
`;
