import { backendContract, sharedContract } from './backend-contract.ts'
import { folder, httpStore } from './http-store.ts'

backendContract('http', httpStore)
sharedContract('http', httpStore)

const gitlab = () => httpStore({ manner: 'gitlab' })
backendContract('http, as GitLab keeps it', gitlab, { variant: true })
sharedContract('http, as GitLab keeps it', gitlab)

const together = async () => httpStore({ only: ['/states/shop'], settings: { root: await folder() } })
backendContract('http, one address', together, { variant: true })
sharedContract('http, one address', together)

const lockless = () => httpStore({ locks: false, settings: { lock: 'none' } })
sharedContract('http, without locks', lockless)
