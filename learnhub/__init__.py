"""learnhub: a vocational course catalogue in which every lesson comes in the way a person learns."""
