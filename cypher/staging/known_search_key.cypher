// purpose: say which of these SearchKey nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:SearchKey {key: key})
RETURN n.key AS key
