// Movement between households: how many agencies know the one left behind and the one moved to
// :param degree => 1
MATCH (from:Household)-[:MOVED_TO]->(to:Household) WHERE from.degree >= $degree
WITH from.agencies AS agencies_before, to.agencies AS agencies_after, count(*) AS moves WHERE moves >= 5
RETURN agencies_before, agencies_after, moves ORDER BY agencies_before, agencies_after
