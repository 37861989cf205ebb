import { createRequire as $createRequire } from 'node:module';const require = $createRequire(import.meta.url);
var GUARDED=["utility","policy","safety","p95_latency_ms","economics_cents_per_decision","approval_bypass_rate","evidence_coverage"];function metricsInOrder(target,figures){return[...new Set([target,...GUARDED])].filter(metric=>figures[metric]!==void 0)}export{metricsInOrder};
