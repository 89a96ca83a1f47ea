"""Many pictures: which ones, a job that can be stopped and gone on with, several machines, and where readings go."""
