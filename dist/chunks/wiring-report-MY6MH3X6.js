import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import"./chunk-S6ZXO4DY.js";import{mkdtemp,writeFile}from"node:fs/promises";import{tmpdir}from"node:os";import{join}from"node:path";async function writeReportFile(folder,document){let own=await mkdtemp(join(folder||tmpdir(),"autotune-")),path=join(own,"report.json");return await writeFile(path,`${JSON.stringify(document,null,2)}
`),path}function keepReport({RUNNER_TEMP},document){return writeReportFile(RUNNER_TEMP,document)}export{keepReport};
