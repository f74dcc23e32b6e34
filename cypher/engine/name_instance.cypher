// purpose: Give a new graph its deployment's id, or read the one that it has.
// params: id
// returns: id
MERGE (i:Instance {key: 'instance'})
ON CREATE SET i.id = $id
RETURN i.id AS id
