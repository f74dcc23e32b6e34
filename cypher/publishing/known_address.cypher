// purpose: say which of these Address nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Address {id: key})
RETURN n.id AS key
