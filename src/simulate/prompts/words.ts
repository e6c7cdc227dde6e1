/** Building blocks of the prompt grammar. `{slot}` marks are filled at each use of a template. */
const lines = (text: string): readonly string[] => text.trim().split('\n');
const commas = (text: string): readonly string[] => text.trim().split(/,\s*/);

export const LANGUAGES = commas(
  'TypeScript, Python, Go, Rust, Java, Kotlin, C#, C++, Ruby, PHP, Swift, Scala, SQL, Bash, Elixir, JavaScript',
);

export const CODE_VERBS = commas(`Refactor, Rewrite, Review, Debug, Optimise, Document, Cover with tests, Simplify,
Extend, Profile, Harden, Split up, Add logging to, Add types to, Modernise, Make thread-safe, Add retries to, Validate the input of`);

export const CODE_QUALITIES =
  commas(`paginated, asynchronous, recursive, generic, cached, streaming, batched, legacy, concurrent,
rate-limited, lazy, incremental, immutable, event-driven, idempotent, transactional, sharded, memory-bound, nested, minimal,
configurable, lock-free, versioned, sorted, typed, distributed, embedded, weighted, sparse, resumable`);

export const CODE_THINGS =
  commas(`REST endpoint, queue consumer, date parser, login form, SQL query, binary tree, priority queue,
CSV importer, LRU cache, state machine, tokenizer, matrix multiplication, scheduler, web socket server, migration script,
command line tool, regular expression, hash map, graph search, payment webhook, rate limiter, file watcher, diff algorithm,
feature flag service, image resizer, unit test suite, build script, dependency injector, trie, connection pool, retry helper,
type checker, search index, data table, chat widget, log aggregator, permission check, geo lookup, invoice generator, cron job,
interpreter, compression routine, thumbnail worker, access log parser, bloom filter, template engine`);

export const CODE_PURPOSES = lines(`
so that it survives a restart
without any new dependency
so that it handles {number} requests per second
and keep the public interface unchanged
so that errors carry a code
with constant memory
and make the edge cases explicit
so that it works with time zones
so that it can be cancelled
using only the standard library
and remove the duplicated branches
so that two writers never clash
with a worst case of O(n log n)
so that it accepts files over {number} MB
following the style of {file}
so that it returns partial results
and replace callbacks by promises
so that empty input is no special case
and make it easy to test
so that unknown fields are refused`);

export const CODE_CONTEXTS = lines(`
The log says {quoted}.
The failing test is in {file}.
The requirements are at {url}.
It is called from {file} about {number} times a minute.
It broke after the upgrade to version {number}.
{name} asked for this in review.
The current output is {quoted}, the expected one {quoted}.
The interface is described at {url} and used in {file}.
Nothing else may change.
It currently takes {number} ms.
The reviewer wrote {quoted}.`);

export const CODE_OUTPUTS = lines(`
Return only the diff.
Explain each change in at most {number} words.
Show the full file.
List the risks first.
Add {number} test cases.
Think step by step, then give the final code.
Give two alternatives and compare them.
Name the complexity of each function.
Answer with code only.
Write the commit message as well.
Start with a short plan.
Mark every assumption that you make.
Point out what you would not change.
Finish with a checklist.`);

export const AGENT_GOALS = lines(`
Find out why the build fails
Upgrade the framework to version {number}
Move the settings out of {file}
Reproduce the bug from {url}
Remove the dead code
Add an audit trail
Make the flaky test deterministic
Rename the module and fix all callers
Write the missing integration tests
Reduce the start-up time
Fix the memory leak
Replace the home-made cache
Collect the open questions from {url}
Compare three vendors of the service
Book a meeting room for {number} people
Fill the spreadsheet from the reports
Triage the newest {number} tickets
Sync the translations
Set up the staging environment
Draft the release notes`);

export const AGENT_SCOPES = lines(`
in the billing service
for the mobile app
in the data pipeline
across all packages
below {file}
for the team of {name}
in the public client library
for the reporting job
in the search cluster
on the feature branch
for the admin pages
in the message broker
within the sandbox
for the upload flow
in the notification service
for the partner interface`);

export const AGENT_RULES = lines(`
Use at most {number} tool calls.
Ask before you delete anything.
Run the tests after each step.
Do not touch {file}.
Stop when {quoted} appears.
Work in steps of {number} files.
Check each result before you go on.
Keep a list of what you tried.
Undo a step that does not help.
Prefer reading to guessing.
Never call a tool twice with equal arguments.
First write down how you will verify success.`);

export const AGENT_REPORTS = lines(`
Report what you did as JSON.
End with a summary of {number} sentences.
Give your reasoning for each tool call.
Return the plan, the actions and the result.
List the files you changed.
Say how sure you are in percent.
Show each observation next to its action.
Close with open questions.
Write the result to {file}.
Return the final diff and why it is right.`);

export const WRITE_VERBS = commas(
  'Write, Draft, Rewrite, Shorten, Outline, Translate into French, Translate into German, Polish, Continue',
);
export const TONES = commas(
  'friendly, formal, short, persuasive, neutral, playful, clear, warm, detailed, polite, lively, careful',
);
export const DOCUMENTS =
  commas(`e-mail, cover letter, product description, blog post, speech, press release, newsletter, report, poem, review,
announcement, complaint, lesson plan, invitation, reference letter, story, job posting, summary, proposal, script`);
export const AUDIENCES = lines(`
to {name}
for our customers
for new colleagues
for a school class
to the landlord
for the board
for neighbours
for a local paper
to a supplier
for beginners
for the website
to my manager`);
export const SUBJECTS =
  commas(`the new opening hours, a delayed delivery, solar panels, a summer festival, remote work, the history of bread,
a lost suitcase, electric bikes, the school trip, a broken heater, sleep and memory, coral reefs, a kitchen renovation,
city trees, a charity run, the budget for next year, night trains, rain gardens, the chess club, safe passwords, a farm shop,
medieval trade, water prices, a bakery opening, the exam results, public libraries, wild bees, a museum visit, urban planning,
a change of insurance, volcanic soil, language learning, a wedding weekend, office noise, the harbour bridge, local elections`);
export const WRITE_LIMITS = lines(`
Keep it under {number} words.
Mention {quoted}.
Use {number} bullet points.
Use the facts from {url}.
Keep my tone.
End with a question.
Avoid technical words.
Base it on this:{pasted}
Add a title.
Make it sound natural.
Give two versions.
Sign it as {name}.`);

export const ANALYSE_VERBS =
  commas(`Summarise, Compare, Check, Extract the key figures from, Explain, Rate, Classify, Find contradictions in,
Make a table of, Turn into a timeline, List the arguments in`);
export const MATERIALS =
  commas(`the article at {url}, the notes in {file}, the {number} survey answers, this text:{pasted}, the attached paper,
the interview with {name}, the two reports, the minutes of the meeting, the table in {file}, the reviews, the statistics`);
export const ANALYSE_FOCI = lines(`
for a newcomer
with a focus on cost
by year
in plain language
with sources
and say what is missing
in order of importance
with a confidence for each
for a decision tomorrow
as a table of {number} columns
and quote the best sentence
in three steps`);

export const CHAT_QUESTIONS = lines(`
What should I know about
Can you explain
How do I begin with
Give me {number} ideas for
What is the difference between the kinds of
Is it worth reading about
Help me plan
Quiz me on
Tell me something surprising about
What are common mistakes with
How much time and money goes into
Who invented`);
export const CHAT_TOPICS =
  commas(`sourdough, container gardening, tax returns, the guitar, marathon training, old maps, watercolours, job interviews,
house plants, chess openings, budget travel, photography, knitting, stargazing, cold brew, pension plans, dog training,
podcasts, bicycle repair, the stock market, crossword puzzles, meal prep, meditation, car insurance, fermentation, origami,
camping, learning Spanish, home networks, birdwatching, board games, sleep, local history, the violin, wood carving, vaccines`);
export const CHAT_TAILS = lines(`
?
 for a beginner?
 in winter?
 with children?
 on a small budget?
 in {number} minutes a day?
, please, in simple words?
 when I only have weekends?
 without special tools?
 as {name} would explain it?`);

export const OPENERS = lines(`
Hi, could you help me?
I have a quick question:
Please
For work I need this:
Hello again,
My colleague said you can do this:
So,
Sorry, one more thing:
Could you please
Next task:
I am stuck.
As discussed,
Okay,
Imagine you are an expert and
For my project,
Before lunch:`);
export const CLOSERS = lines(`
Thanks!
Thank you in advance.
It is rather urgent.
Take your time.
If anything is unclear, ask me.
I am new to this.
That would help a lot.
My boss is waiting.
Please be honest.
No need to be polite.`);
