// purpose: remove persons that the analysts' copy no longer shows, with their links
// params: ids
// returns: nothing
UNWIND $ids AS id
MATCH (n:Person {id: id})
DETACH DELETE n
