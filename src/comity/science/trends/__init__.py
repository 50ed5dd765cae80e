"""trends"""
from comity.science.trends.farrington import farrington, farrington_flexible
from comity.science.trends.ears import ears
