// purpose: say which of these Touchpoint nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Touchpoint {key: key})
RETURN n.key AS key
