// A share of the random worlds: files run beside one another. What happens in a world is in support/worlds/story.ts.
import { share } from './worlds.ts'

share(4)
