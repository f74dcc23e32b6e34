// purpose: Read which deployment this graph belongs to.
// params: none
// returns: id
MATCH (i:Instance {key: 'instance'})
RETURN i.id AS id
