import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
import{excerpt}from"./chunk-4WHUOXG3.js";import"./chunk-S6ZXO4DY.js";var ASK=`To ask GitHub too: autotune doctor --forge github, with GITHUB_REPOSITORY and GITHUB_TOKEN
`,SIGN={fail:["red","✗"],inconclusive:["yellow","?"],pass:["green","✓"]};function setupText({findings,host},paint){let width=Math.max(...findings.map(({check})=>check.length)),lines=findings.flatMap(finding=>findingLines(finding,{paint,width})),ask=host===null?ASK:"";return`${lines.join(`
`)}

${summaryOf(findings)}
${ask}`}function findingLines({check,verdict,found,fix},{paint,width}){let[colour,sign]=SIGN[verdict],indent=" ".repeat(width+4),first=`${paint(colour,sign)} ${paint("bold",check.padEnd(width))}  ${excerpt(found,400)}`;return fix===void 0?[first]:[first,`${indent}${excerpt(fix,400)}`]}function summaryOf(findings){let count=verdict=>findings.filter(finding=>finding.verdict===verdict).length,[missing,unknown]=[count("fail"),count("inconclusive")];return missing===0&&unknown===0?"Nothing is missing.":`${missing} missing, ${unknown} not known, ${count("pass")} in order`}export{setupText};
