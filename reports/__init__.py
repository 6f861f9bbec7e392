"""What is reported, for when, in which state; is it right; and what do all reports together say?"""
