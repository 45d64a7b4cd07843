import { backendContract, sharedContract } from './backend-contract.ts'
import { gitStore } from './git-store.ts'

backendContract('git', gitStore)

sharedContract('git', gitStore)
