"""What looks at files, packs them anew, and runs other programs."""
