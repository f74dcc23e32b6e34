// purpose: say which of these Details nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Details {key: key})
RETURN n.key AS key
