import { backendContract, sharedContract } from './backend-contract.ts'
import { localStore } from './local-store.ts'

backendContract('local', localStore)

sharedContract('local', localStore)
