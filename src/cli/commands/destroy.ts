/** `butik destroy`: the plan of nothing, on the same path as apply. What is protected stays. */
import { partsOf } from '../../model/address.ts'
import { byCodeUnit } from '../../model/json.ts'
import { refuseLocked } from '../../pipeline/going-on.ts'
import type { RefreshMode } from '../../pipeline/kept-view.ts'
import { makePlan } from '../../pipeline/run.ts'
import { consents, namesAll } from '../consent.ts'
import type { Context } from '../context.ts'
import type { ExitCode } from '../exit-codes.ts'
import { type OnItsWay, withToldSession } from '../notify.ts'
import { planOptions, type Session } from '../session.ts'
import { placeIn, showAskApply } from './apply.ts'

export function destroy(context: Context, refresh: RefreshMode): Promise<ExitCode> {
  const work = async (session: Session, onItsWay: OnItsWay): Promise<ExitCode> => {
    await refuseLocked(session.world)
    const plan = await makePlan(session.world, planOptions(context, true, refresh))
    onItsWay.plan = plan
    const names = [...new Set(plan.changes.map(({ address }) => partsOf(address).connection))].toSorted(byCodeUnit)
    const question = `\nThis cannot be undone. To destroy it${placeIn(session)}, type ${names.join(', ')}: `
    return showAskApply(session, plan, 'destroy', {
      ask: () => consents(context, question, (answer) => namesAll(answer, names)),
    })
  }
  return withToldSession(context, work)
}
