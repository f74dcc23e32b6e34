// purpose: read all agencies of the analysts' copy
// params: none
// returns: id, name
MATCH (n:Agency)
RETURN n.id AS id, n.name AS name
