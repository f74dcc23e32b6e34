// purpose: say which of these Person nodes exist
// params: keys
// returns: packed key
UNWIND $keys AS key
MATCH (n:Person {id: key})
RETURN collect([n.id]) AS packed
