// purpose: drop the index of Record nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_record IF EXISTS
