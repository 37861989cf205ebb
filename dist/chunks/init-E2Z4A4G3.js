import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{stamp}from"./chunk-E5EJH7DN.js";import"./chunk-2242DTQA.js";import{PINNED,PLACEHOLDERS,actionReference,expression,setupSettings}from"./chunk-QE6HH2F5.js";import"./chunk-2ILFDYNG.js";import"./chunk-D2DLRQMG.js";import"./chunk-AV7UIN2G.js";import"./chunk-BMR7JMD5.js";import"./chunk-YS6ZEY2P.js";import"./chunk-6FB73NO5.js";import{loadRepository}from"./chunk-JKLLR55A.js";import"./chunk-MDXZU5RI.js";import"./chunk-RP7PWNHA.js";import"./chunk-VBPDJIHF.js";import"./chunk-4DGZIVUL.js";import"./chunk-A6UEP52Q.js";import"./chunk-7ZUGIHJK.js";import"./chunk-EQEWEFF4.js";import"./chunk-SOBB3ITB.js";import"./chunk-WXDW5YLZ.js";import"./chunk-4WHUOXG3.js";import{AutotuneError}from"./chunk-PQTPQMDZ.js";import"./chunk-S6ZXO4DY.js";function commandWorkflow({action}){return`# Carries out what reviewers ask for in a comment on a proposal, such as \`/autotune reject\`. It never merges, approves or deploys.
name: autotune command

on:
  issue_comment:
    types: [created] # what is edited or deleted commands nothing

# Nothing by default; each job states what it needs, and why.
permissions: {}

jobs:
  command:
    # Only so that not every comment costs a job; who may command what is decided by the action, never here.
    if: ${expression("github.event.issue.pull_request && contains(github.event.comment.body, '/autotune')")}
    # Of the job: a comment that is no command is skipped before it could take the place of one that waits.
    concurrency:
      group: autotune-command-${expression("github.repository")}-${expression("github.event.issue.number")}
      cancel-in-progress: false # a command that is under way may stand between two writes
      queue: max # all that wait are heard; without this line, which GitHub Enterprise Server may not know, only the newest
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: write # the ledger branch, the branch of a proposal that is rejected, and that of a release
      pull-requests: write # the reaction, the reply, closing what is rejected, and opening what takes a release back or on
    steps:
      - name: Check out the default branch, never what is proposed
        uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - name: Hear the command
        uses: ${actionReference(action)}
        with:
          command: command
        env:
          AUTOTUNE_ALLOW_QUERY: ${expression("vars.AUTOTUNE_ALLOW_QUERY")} # true where production runs come from a command of yours
`}function configurationText({intent,owner}){return`# What autotune may improve in this repository, and what must not get worse.
schema_version: 1
targets:
  - intent: ${intent}
    metric: economics_cents_per_decision
    direction: decrease
    owner: "${owner}"
    min_effect: 0.005 # cents per decision; a smaller saving is not worth a review
    guardrails:
      policy: { min: 1.0 }
      safety: { min: 1.0 }
      utility_delta: { min: -0.02 }
      p95_latency_delta: { max_ms: 0 }
      economics_delta: { max_cents: 0 }
      approval_bypass_rate: { max: 0 }
    max_changed_paths: 1
search: { strategy: auto, max_replays: 2000000, max_minutes: 20, max_cents: 0, seed: 1 }
evidence: { confidence: 0.95, bootstrap: 1000, min_cases: 30 }
heldout: { max_looks: 12 }
replay: { harness: recorded }
proposals: { max_open: 3, max_new_per_run: 1, expires_days: 30 }
reviewers: { domain_owner: "${owner}" }
`}function ownerLines({owner}){return["/packs/","/goldens/","/.github/"].map(path=>`${path.padEnd(16)}${owner}`)}function codeOwnersText(settings){return`# Who must approve what. The last matching line wins. A branch rule has to require the review of code owners.
${ownerLines(settings).join(`
`)}
`}var GATE_CHECK="autotune gate",FROM_HERE=["!cancelled()","needs.gate.outputs.kind == 'human'","github.event.pull_request.head.repo.id == github.event.repository.id","github.actor != 'dependabot[bot]'"].join(" && ");function gateWorkflow({action}){let uses=actionReference(action),base=expression("github.event.repository.default_branch");return`# Judges what merging a pull request would do to packs and what judges them. It never merges, approves or deploys.
name: autotune gate

# No path filter: a required check that a filter skips would stay pending for good.
on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: a pull request that is directed to another branch is judged anew
  merge_group:

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-gate-${expression("github.repository")}-${expression("github.ref")}
  cancel-in-progress: true # only the newest commit is of interest

jobs:
  gate:
    name: ${GATE_CHECK} # the check to require
    runs-on: ubuntu-latest
    timeout-minutes: 45
    permissions:
      contents: read # the commits of the change and of its base, and the ledger branch
      checks: write # the report, with notes on the changed lines; a change from a fork gets none
      pull-requests: read # who reviewed the change, for the state of the required roles
    outputs:
      kind: ${expression("steps.gate.outputs.kind")}
      report: ${expression("steps.gate.outputs.gate-report")}
    steps:
      - name: Check out the default branch
        uses: ${PINNED.checkout}
        with:
          ref: ${base} # what is judged is fetched as data, and never checked out
          fetch-depth: 0
          persist-credentials: false
      - name: Judge
        id: gate
        uses: ${uses}
        with:
          command: gate
        env:
          AUTOTUNE_HELDOUT_IDENTITY: ${expression("secrets.AUTOTUNE_HELDOUT_IDENTITY")} # only where the set is sealed

  comment:
    needs: gate
    # A person changed a pack, in a branch of this repository: others get a token that cannot write.
    if: ${expression(FROM_HERE)}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # the checkout
      pull-requests: write # one comment, kept up to date
    steps:
      - name: Check out the default branch
        uses: ${PINNED.checkout}
        with:
          ref: ${base} # nothing of the change
          persist-credentials: false
      - name: Comment
        uses: ${uses}
        with:
          command: comment
          gate-report: ${expression("needs.gate.outputs.report")}
`}var RECORDED_ON="2026-01-05",BASELINE_SECTIONS=[`evidence:
  knowledge_base:
    top_k: 4
    max_hops: 1`,`context_budget:
  evidence_tokens: 2000
  memory_tokens: 400
  tool_tokens: 600`,`planner:
  tool_preference: none
  decompose_before_tool: never`];function packDocuments(settings){let{pack,intent}=settings,folder=`packs/${pack}`;return{[`${folder}/.gitattributes`]:`* -text
`,[`${folder}/pack.yaml`]:packText(settings),[`${folder}/policy/policy.${pack}.yaml`]:policyText(settings),[`${folder}/tools/tools.${pack}.yaml`]:toolsText(settings),[`${folder}/runtime/runtime.${pack}.yaml`]:runtimeText(settings),[`${folder}/evals/evals.${pack}.yaml`]:suiteText(settings),[`${folder}/releases/${intent}.yaml`]:releaseText(settings)}}function releaseId({intent}){return`release.${intent}@${RECORDED_ON}`}function packText({pack,intent,owner}){return`# What the agent runs under. Only a field that a tunable surface names is ever proposed for change, inside its bounds.
schema_version: 1

pack_meta:
  id: ctxpack.${pack}
  version: 1.0.0 # a published version never changes; every change of content is a new one
  owner: "${owner}"

intents:
  - id: ${intent}
    risk_class: read_only
    reads: [evidence.knowledge_base, context_budget, planner]

${BASELINE_SECTIONS.join(`

`)}

tunable_surfaces:
  - id: knowledge-base-top-k
    layer: retrieval
    field: top_k
    path: evidence.knowledge_base.top_k
    bounds: { min: 1, max: 6, step: 1 } # record at least as deep as the upper bound
    owner: "${owner}"
  - id: evidence-tokens
    layer: context_budget
    field: evidence_tokens
    path: context_budget.evidence_tokens
    bounds: { min: 500, max: 2000, step: 250 }
    owner: "${owner}"
`}function policyText({pack,intent}){return`# Rules that stand outside the agent and can only make its decision stricter: refuse, escalate, require_approval.
schema_version: 1
id: policy.${pack}@1.0.0

rules:
  - id: R_HANDOVER_IS_NO_ACTION
    applies_to: [${intent}]
    when: { "==": [{ var: decision.outcome }, escalate] }
    effect: escalate
`}function toolsText({pack}){return`# Every tool the agent can reach, with its risk class: read_only, local_write, network, delegated or destructive.
schema_version: 1
id: tools.${pack}@1.0.0

tools:
  - id: knowledge_base.search
    risk_class: read_only
    description: Articles of the knowledge base that match a question.
`}function runtimeText({pack}){return`# The declared cost and latency model. Put the figures of your own model here: what it gives is modelled, not measured.
schema_version: 1
id: runtime.${pack}@1.0.0
model: example-model
cents_per_1k_input_tokens: 0.3
cents_per_1k_output_tokens: 1.5
model_base_ms: 380
ms_per_1k_input_tokens: 110
ms_per_output_token: 9
retrieval_ms_per_hop: 65
retrieval_cents_per_hop: 0.01
`}function suiteText({pack}){return`# Who judges a decision, dimension by dimension. The dimensions are never added up.
schema_version: 1
id: evals.${pack}@1.0.0

evaluators:
  - { id: no-forbidden-tool, dimension: policy, kind: replay, check: forbidden_tools }
  - { id: approval-honoured, dimension: policy, kind: replay, check: approval }
  - { id: answer-acceptable, dimension: safety, kind: replay, check: allowed_outcomes }
  - { id: decision-correct, dimension: utility, kind: replay, check: outcome, weight: 3 }
  - { id: evidence-complete, dimension: utility, kind: replay, check: required_evidence }
  - { id: latency, dimension: latency, kind: business, field: latency_ms }
  - { id: cost, dimension: economics, kind: business, field: cost_cents }
`}function releaseText(settings){let{pack,intent}=settings;return`# What runs for ${intent} now, and what it would be rolled back to. Digests are filled in by \`autotune goldens stamp\`.
schema_version: 1

release_tuple:
  id: ${releaseId(settings)}
  intent: ${intent}
  pack: ctxpack.${pack}@1.0.0
  policy: policy.${pack}@1.0.0
  tools: tools.${pack}@1.0.0
  evals: evals.${pack}@1.0.0
  model: example-model
  prompts: not_verified
  runtime: runtime.${pack}@1.0.0
  environment: not_verified

previous: null

rollout:
  stage: 100%
  since: ${RECORDED_ON}T06:00:00Z

promotions: []
`}var SEARCHED=[{id:"opening-hours-01",message:"When are you open on Saturdays?",article:"opening-hours",tags:["ordinary"]},{id:"password-reset-01",message:"I cannot log in any more. How do I get a new password?",article:"password-reset",tags:["ordinary"]},{id:"invoice-copy-01",message:"Please send me the invoice of last month again.",article:"invoice-copies",tags:["ordinary"]},{id:"delete-account-01",message:"I want all my data to be deleted.",article:"data-deletion",tags:["ordinary","must_not_regress"]}],HELD_OUT=[{id:"change-address-01",message:"I have moved. Where do I tell you my new address?",article:"address-changes",tags:["ordinary"]},{id:"cancel-plan-01",message:"How do I cancel at the end of the year?",article:"cancellation",tags:["ordinary"]}];function goldenSets(settings){let folder=`goldens/${settings.intent}`,lines=questions=>questions.map(question=>`${JSON.stringify(exampleCase(settings,question))}
`).join("");return{[`${folder}/.gitattributes`]:`* -text
`,[`${folder}/manifest.yaml`]:manifestText(settings),[`${folder}/search.jsonl`]:lines(SEARCHED),[`${folder}/test.jsonl`]:lines(HELD_OUT)}}function manifestText(settings){return`# The pinned sets, and the configurations they were recorded under. Counts and digests are filled in by \`autotune goldens stamp\`.
schema_version: 1
intent: ${settings.intent}
version: ${RECORDED_ON}
split:
  by: family
  seed: 1
  ratio: 0.6
tuples:
  ${releaseId(settings)}:
${BASELINE_SECTIONS.join(`
`).replaceAll(/^/gm,"    ")}
runtime: runtime.${settings.pack}@1.0.0
`}function exampleCase(settings,{id,message,article,tags}){let right=`kb:${article}`,others=[1,2,3,4,5].map(rank=>({ref:`kb:other-${id}-${rank}`,source:"knowledge_base",hop:1,score:20-rank,tokens:90+10*rank}));return{schema_version:1,case_id:id,trace_id:`example-${id}`,decision_record_id:`example-${id}`,family:article,tags:[...tags],intent:settings.intent,risk_class:"read_only",recorded_at:`${RECORDED_ON}T08:00:00Z`,release_tuple_id:releaseId(settings),invoke:{input:{message}},base_tokens:200,evidence:{knowledge_base:{recorded_depth:6,recorded_hops:1,items:[{ref:right,source:"knowledge_base",hop:1,score:42,tokens:120},...others]}},memory:[],plans:[{when:{},calls:[]}],decisions:[{when:{},cites:[right],outcome:"answer",amount:null,output_tokens:60}],expected:{outcome:"answer",allowed_outcomes:["answer","abstain","escalate"],required_evidence:[right],forbidden_tools:[],approval_required:!1},judgements:{},operator_corrections:[]}}function proposeWorkflow({action,split}){let uses=actionReference(action),isSplit=split>1;return`# Searches for a change that recorded cases prove, and leaves it as a pull request. It never merges, approves or deploys.
name: autotune propose

on:
  schedule:
    - cron: '23 4 * * 1-5' # UTC; runs at a full hour are late or dropped. A late or doubled run changes nothing
  workflow_dispatch:
    inputs:
      intent:
        description: Only this intent, due or not
        type: string
        default: ''
      dry-run:
        description: Search only; the held-out set is not looked at and nothing is written
        type: boolean
        default: false

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-propose-${expression("github.repository")}
  cancel-in-progress: false # a run that is under way may stand between two writes

jobs:
${isSplit?replayJob(uses,split):""}  search:
${isSplit?"    needs: replay":ifNoFork()}
${reading()}      - name: Check out all but the held-out sets
        uses: ${PINNED.checkout}
        with:
${blindCheckout()}${isSplit?takeShards():""}      - name: Search
        id: search
        uses: ${uses}
        with:
          command: search
          intent: ${expression("inputs.intent")}
${isSplit?withShards():""}      - name: Hand the plan over
        uses: ${PINNED.upload}
        with:
          name: autotune-plan
          path: ${expression("steps.search.outputs.plan")}
          if-no-files-found: error
          overwrite: true # by another attempt of the same run
          retention-days: 7

  propose:
    needs: search
    if: ${expression("!inputs.dry-run")}
    runs-on: ubuntu-latest
    timeout-minutes: 45
    permissions:
      contents: write # the branch of the proposal, and the ledger branch
      pull-requests: write # the pull request, its labels, its reviewers and its comment
      checks: write # the scorecard on the commit of the proposal
    steps:
      - name: Check out everything
        uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - name: Take the plan
        uses: ${PINNED.download}
        with:
          name: autotune-plan
          path: ${expression("runner.temp")}/autotune-plan
${isSplit?takeShards():""}      - name: Look once at the held-out set and propose
        uses: ${uses}
        with:
          command: run
          intent: ${expression("inputs.intent")}
          plan: ${expression("runner.temp")}/autotune-plan/plan.json
${isSplit?withShards():""}        env:
          AUTOTUNE_HELDOUT_IDENTITY: ${expression("secrets.AUTOTUNE_HELDOUT_IDENTITY")} # only where the set is sealed
`}function ifNoFork(){return`    # A fork has the schedule too, and nobody there who would read a proposal.
    if: ${expression("!github.event.repository.fork")}`}function reading(){return`    runs-on: ubuntu-latest
    timeout-minutes: 45
    permissions:
      contents: read # the checkout and the ledger branch
      pull-requests: read # which proposals are open
    steps:
`}function blindCheckout(){return`          persist-credentials: false
          sparse-checkout-cone-mode: false
          sparse-checkout: |
            /*
            !/goldens/*/test.jsonl*
`}function replayJob(uses,split){let numbers=Array.from({length:split},(_,i)=>i+1).join(", ");return`  replay:
${ifNoFork()}
    strategy:
      fail-fast: false # what one of them found wrong is no reason to end the others; the search refuses what is not whole
      matrix:
        shard: [${numbers}]
${reading()}      - name: Check out all but the held-out sets
        uses: ${PINNED.checkout}
        with:
${blindCheckout()}      - name: Replay a share
        id: replay
        uses: ${uses}
        with:
          command: replay
          intent: ${expression("inputs.intent")}
          shard: ${expression("matrix.shard")}/${expression("strategy.job-total")}
      - name: Hand the shard over
        uses: ${PINNED.upload}
        with:
          name: autotune-shard-${expression("matrix.shard")}
          path: ${expression("steps.replay.outputs.shard")}
          if-no-files-found: error
          overwrite: true # by another attempt of the same run
          retention-days: 7

`}function takeShards(){return`      - name: Take the shards
        uses: ${PINNED.download}
        with:
          pattern: autotune-shard-*
          path: ${expression("runner.temp")}/autotune-shards
`}function withShards(){return`          shards: ${expression("runner.temp")}/autotune-shards
`}var DAILY="41 5 * * *",WEEKLY="17 6 * * 1",HERE="!github.event.repository.fork",IS_DAILY=`${HERE} && github.event.schedule != '${WEEKLY}'`,IS_WEEKLY=`${HERE} && (github.event.schedule == '${WEEKLY}' || inputs.weekly)`,QUERY=`        env:
          AUTOTUNE_ALLOW_QUERY: ${expression("vars.AUTOTUNE_ALLOW_QUERY")} # true where production runs come from a command of yours`,IDENTITY=`          AUTOTUNE_HELDOUT_IDENTITY: ${expression("secrets.AUTOTUNE_HELDOUT_IDENTITY")} # only where the set is sealed`;function releaseWorkflow({action}){let uses=actionReference(action),step=(name,command)=>`      - name: ${name}
        uses: ${uses}
        with:
          command: ${command}`,checkOut=(name,more="")=>`      - name: ${name}
        uses: ${PINNED.checkout}
        with:${more}
          persist-credentials: false`;return`# Records what was merged, watches what was released, and asks whether rollouts may go on. It never merges, approves or deploys.
name: autotune release

on:
  schedule:
    - cron: '${DAILY}' # UTC; a late, doubled or missed run changes nothing that the next one does not put right
    - cron: '${WEEKLY}'
  workflow_dispatch:
    inputs:
      weekly:
        description: What is done each week as well
        type: boolean
        default: false

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-release-${expression("github.repository")}
  cancel-in-progress: false # a run that is under way may stand between two writes

jobs:
  release:
    # A fork has the schedule too, and nothing there was released.
    if: ${expression(IS_DAILY)}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: write # the ledger branch, and the branches of records, promotions and rollbacks
      pull-requests: write # their pull requests, and what production says on the merged proposal
      checks: read # whether the gate had passed what was merged
    steps:
${checkOut("Check out")}
${step("Record what was merged or taken back","record")}
${step("Watch what was released, and take harm back","monitor")}
${QUERY}
${step("Ask whether rollouts may go on","promote")}
${QUERY}

  harvest:
    if: ${expression(IS_WEEKLY)}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: write # the branch of the new cases
      pull-requests: write # their pull request
    steps:
${checkOut("Check out")}
${step("Propose corrected production runs as search cases","harvest")}
${QUERY}
${IDENTITY}

  audit:
    if: ${expression(IS_WEEKLY)}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read # the checkout with its history, and the ledger branch
      pull-requests: read # which proposals are open
    steps:
${checkOut("Check out all of the history",`
          fetch-depth: 0`)}
${step("Audit the loop itself","audit")}
        env:
${IDENTITY}
`}function validateWorkflow({action}){return`# Checks packs, goldens and configuration, and says every problem with its place.
name: autotune validate

# No path filter: a required check that a filter skips would stay pending for good. It takes seconds.
on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: what is directed to another branch is checked as merged there
  merge_group:

# Nothing by default; each job states what it needs, and why.
permissions: {}

concurrency:
  group: autotune-validate-${expression("github.repository")}-${expression("github.ref")}
  cancel-in-progress: true # only the newest commit is of interest, and nothing is written

jobs:
  validate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read # the checkout
    steps:
      - name: Check out
        uses: ${PINNED.checkout}
        with:
          persist-credentials: false
      - name: Validate
        uses: ${actionReference(action)}
        with:
          command: validate
`}var CODE_OWNERS=[".github/CODEOWNERS","CODEOWNERS","docs/CODEOWNERS"];function setupParts(settings){return[file(".github/autotune.yaml",configurationText(settings)),workflow("autotune-propose",proposeWorkflow(settings)),workflow("autotune-validate",validateWorkflow(settings)),workflow("autotune-command",commandWorkflow(settings)),workflow("autotune-gate",gateWorkflow(settings)),workflow("autotune-release",releaseWorkflow(settings)),{places:CODE_OWNERS,files:{[CODE_OWNERS[0]]:codeOwnersText(settings)}},{places:[`packs/${settings.pack}/`],files:packDocuments(settings)},{places:[`goldens/${settings.intent}/`],files:goldenSets(settings)}]}function missingOwnerLines(settings,text){let plain=line=>line.trim().replaceAll(/\s+/g," "),there=new Set(text.split(`
`).map(plain));return ownerLines(settings).filter(line=>!there.has(plain(line)))}function placeholdersIn(files){return[{placeholder:PLACEHOLDERS.owner,option:"--owner"},{placeholder:PLACEHOLDERS.action,option:"--action"}].flatMap(({placeholder,option})=>{let found=[...files].flatMap(([path,text])=>text.includes(placeholder)?[path]:[]);return found.length===0?[]:[{placeholder,option,files:found}]})}function file(path,text){return{places:[path],files:{[path]:text}}}function workflow(name,text){let path=`.github/workflows/${name}`;return{places:[`${path}.yml`,`${path}.yaml`],files:{[`${path}.yml`]:text}}}async function init({workspace,progress,inScratch},given){let settings=setupSettings(given),parts=setupParts(settings),found=await Promise.all(parts.map(part=>placeTaken(workspace,part))),stamped=await inScratch(scratch=>stampedTexts({workspace:scratch,progress},parts,settings)),missing=parts.filter((_,i)=>found[i]===null).flatMap(({files})=>Object.keys(files)),created=new Map([...stamped].filter(([path])=>missing.includes(path))),owners=CODE_OWNERS.find(path=>found.includes(path)),ownersText=owners===void 0?null:await workspace.read(owners),{repository,problems}=await loadRepository(joined(workspace,created)),errors=problems.filter(({severity})=>severity==="error");if(created.size>0&&errors.length>0){let message="nothing was created: what is there and the setup do not go together",hint="Fix the listed places, or set up another intent in a pack of its own with `--intent` and `--pack`.";throw new AutotuneError("DOCUMENTS_INVALID",message,{problems:errors,hint})}let standing=new Map;for(let path of stamped.keys())standing.set(path,created.get(path)??await workspace.read(path)??"");await workspace.create(created);let targets=repository.configurations.flatMap(({value})=>value.targets);return{intent:settings.intent,written:[...created.keys()],kept:found.filter(place=>place!==null),owner_lines:ownersText===null?[]:missingOwnerLines(settings,ownersText),is_target_missing:targets.length>0&&!targets.some(({intent})=>intent===settings.intent),placeholders:placeholdersIn(standing)}}async function placeTaken(workspace,{places}){for(let place of places)if(place.endsWith("/")?(await workspace.list(place)).length>0:await workspace.read(place)!==null)return place;return null}async function stampedTexts(scratch,parts,{intent}){let files=new Map(parts.flatMap(part=>Object.entries(part.files)));await scratch.workspace.create(files),await stamp(scratch,intent);let texts=new Map;for(let[path,text]of files)texts.set(path,await scratch.workspace.read(path)??text);return texts}function joined(workspace,created){let below=folder=>[...created.keys()].filter(path=>path.startsWith(`${folder}/`));return{links:folder=>workspace.links(folder),list:async folder=>[...await workspace.list(folder),...below(folder)].sort(),read:async path=>created.get(path)??workspace.read(path)}}export{init};
