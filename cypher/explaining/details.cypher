// purpose: read what some records state in a generation
// params: records, number
// returns: record, partner, title, forenames, surname, known_as, born_on, sex
UNWIND $records AS key
MATCH (r:Record {key: key})-[s:SAYS|WAS_SAYS]->(d:Details)
WHERE s.since <= $number AND s.until > $number
RETURN r.key AS record, r.partner AS partner, d.title AS title, d.forenames AS forenames, d.surname AS surname, d.known_as AS known_as, d.born_on AS born_on, d.sex AS sex
