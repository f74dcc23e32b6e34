// purpose: say which of these Record nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Record {key: key})
RETURN n.key AS key
