// purpose: remove agencies that the analysts' copy no longer shows, with their links
// params: ids
// returns: nothing
UNWIND $ids AS id
MATCH (n:Agency {id: id})
DETACH DELETE n
