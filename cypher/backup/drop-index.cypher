// Removes an index.
DROP INDEX %%NAME%% IF EXISTS
