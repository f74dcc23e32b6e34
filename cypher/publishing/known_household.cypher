// purpose: say which of these Household nodes exist
// params: keys
// returns: key
UNWIND $keys AS key
MATCH (n:Household {id: key})
RETURN n.id AS key
