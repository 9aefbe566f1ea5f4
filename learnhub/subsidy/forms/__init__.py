"""What is typed on subsidy's pages."""
