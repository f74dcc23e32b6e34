// purpose: remove places that the analysts' copy no longer shows, with their links
// params: ids
// returns: nothing
UNWIND $ids AS id
MATCH (n:Place {id: id})
DETACH DELETE n
