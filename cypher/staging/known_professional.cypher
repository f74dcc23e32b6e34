// purpose: say which of these Professional nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Professional {key: key})
RETURN n.key AS key
