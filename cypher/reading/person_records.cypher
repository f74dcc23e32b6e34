// purpose: read what each partner says of some persons
// params: ids, number, agencies, sealed
// returns: id, record, partner, stated_on, title, forenames, surname, known_as, born_on, sex
UNWIND $ids AS id
MATCH (p:Person {id: id})<-[l:REFERS_TO]-(r:Record)-[s:SAYS]->(d:Details)
WHERE l.since <= $number AND l.until > $number AND s.since <= $number AND s.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN id, r.key AS record, r.partner AS partner, s.stated_on AS stated_on, d.title AS title, d.forenames AS forenames, d.surname AS surname, d.known_as AS known_as, d.born_on AS born_on, d.sex AS sex
ORDER BY id, record
