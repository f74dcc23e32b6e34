// purpose: say which of these Identifier nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Identifier {key: key})
RETURN n.key AS key
