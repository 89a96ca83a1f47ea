"""Collections and figures: evaluation reports by them, training chooses by them, and nothing is learned from them."""
