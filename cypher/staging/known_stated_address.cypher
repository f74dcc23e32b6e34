// purpose: say which of these StatedAddress nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:StatedAddress {key: key})
RETURN n.key AS key
