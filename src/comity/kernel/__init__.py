"""What every domain needs: tables in, pictures and paper out."""
