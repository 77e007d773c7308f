from fashion_model.training.config import Round, TrainingConfig, trial


def test_trial_is_a_small_run_of_the_same_kind() -> None:
    small = trial(TrainingConfig(), 1, 960, 12)
    assert [(stage.name, stage.epochs, stage.whole_epochs) for stage in small.stages] == [
        ("benchmark", 1, 1),
        ("both worlds", 1, 1),
        ("both worlds again", 1, 1),
        ("both worlds, longer", 1, 1),
    ]
    assert (small.most_pictures, small.most_photos) == (960, 12)
    assert small.segmenter.rounds == (Round(1, TrainingConfig().segmenter.rounds[0].peak_learning_rate),)
    assert (small.photo_network.epochs, small.photo_network.steps) == (1, 2)
    assert small.photo_network.peak_learning_rate == TrainingConfig().photo_network.peak_learning_rate
    assert trial(TrainingConfig(), 1, None, None).photo_network.steps == TrainingConfig().photo_network.steps
    assert trial(TrainingConfig(), None, None, None) == TrainingConfig()
