import { backendContract, sharedContract } from '../backend-contract.ts'
import { postgresStore, serverOfFile } from './postgres-store.ts'

const server = serverOfFile()

backendContract('postgres', () => postgresStore(server()))

sharedContract('postgres', () => postgresStore(server()))
