// What stands in a default or comes of a sale counts for more than one resource or one day: accept tells of it, and writes nothing there.
