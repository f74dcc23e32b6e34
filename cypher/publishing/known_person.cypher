// purpose: say which of these Person nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Person {id: key})
RETURN n.id AS key
