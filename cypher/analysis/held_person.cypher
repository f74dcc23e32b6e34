// purpose: read all persons of the analysts' copy
// params: none
// returns: id, birth, sex, place
MATCH (n:Person)
RETURN n.id AS id, n.birth AS birth, n.sex AS sex, n.place AS place
