/** What a live shop can tell of the facts that its vendor does not document, the cheapest questions first. */

import type { ShoporamaProbe } from './probes/finding.ts'
import { listProbes } from './probes/lists.ts'
import { objectProbes } from './probes/objects.ts'
import { stockProbes } from './probes/stock.ts'
import { writeProbes } from './probes/writes.ts'

export const probes: readonly ShoporamaProbe[] = [...listProbes, ...stockProbes, ...objectProbes, ...writeProbes]
