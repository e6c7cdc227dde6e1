/**
 * Words that may stand in a template's caption: what people ask a model for, and about which trade. None of them names a
 * person, a place or a company, so that a caption gives nothing of a prompt away but its kind.
 */
export const VOCABULARY: ReadonlySet<string> = new Set(
  `
  act add analyse analyze answer apply ask assess assume brainstorm break build calculate categorise categorize change
  check choose classify clean combine comment compare complete compose compute consider continue contrast convert correct
  count create critique debug decide define derive describe design detect determine develop discuss do document draft draw
  edit estimate evaluate examine execute expand explain explore extend extract fill filter find finish fix follow format
  formulate generate give group help identify implement improve include infer integrate interpret invent judge label learn
  list make match migrate modify name optimise optimize order organise organize outline paraphrase parse perform plan play
  predict prepare print produce proofread propose prove provide rank rate read reason recommend refactor remove replace
  reply report respond return review rewrite roleplay run search select shorten show simplify simulate solve sort split
  start suggest summarise summarize teach tell test think transform translate use validate verify visualise visualize write

  agent algorithm api app application argument array article assistant bash bug button cache chapter chart chat class
  client code column command commit component concept conclusion container context css csv data database dataset
  description diagram dictionary docker documentation email endpoint equation error essay example examples exception
  experiment expert explanation exam expression feature feedback file function git go graph haskell headline html idea
  ideas instruction instructions interface introduction java javascript json kotlin kubernetes language letter library line
  lines linux list log logic markdown math matrix message method model module object options outline output page paragraph
  paragraphs parser password pattern perl php pipeline plot poem point points post problem program project prompt proof
  python query question questions quiz react recipe regex regression report request response rest result results role
  ruby rubric rules rust schema scene scenario script section sentence sentences server solution song source spreadsheet sql
  statement step steps story string strings structure study style subject summary swift syntax system table task tasks
  template test tests text theorem thesis title tool tools topic transcript tree tutorial type types typescript unit user
  value values variable vector version web website word words yaml xml

  and as following for from given in into into not of or step the this to using with without you your
  `
    .trim()
    .split(/\s+/),
);
