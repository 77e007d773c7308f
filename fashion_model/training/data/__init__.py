"""Datasets: Fashion-MNIST, photos, street photos and votes."""
