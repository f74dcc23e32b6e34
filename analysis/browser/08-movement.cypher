// Movement between households: from place to place, and what agencies know them
// :param degree => 1
MATCH (from:Household)-[:MOVED_TO]->(to:Household) WHERE from.degree >= $degree
WITH from.place AS from_place, to.place AS to_place, count(*) AS moves WHERE moves >= 5
RETURN from_place, to_place, moves ORDER BY from_place, to_place
