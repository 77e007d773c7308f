"""Training configuration: networks, stages, rounds and seeds."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class NetworkConfig:
    """The network's shape: arguments of ``build_network``."""

    stem: int = 32
    widths: tuple[int, ...] = (96, 192)
    blocks: tuple[int, ...] = (2, 2)
    dropout: float = 0.2


@dataclass(frozen=True)
class Stage:
    """One stretch of training, which goes on from the weights of the one before.

    Attributes:
        name: Of its checkpoint and in the history.
        epochs: Passes over the Fashion-MNIST training pictures.
        benchmark_batch: Fashion-MNIST pictures a step.
        photo_batch: Photo pictures a step; 0 trains on Fashion-MNIST alone.
        peak_learning_rate: Of stochastic gradient descent with Nesterov momentum 0.9, after the warm-up.
        warmup: Share of the stage in which the learning rate rises; a cosine to zero follows.
        weight_decay: Decoupled, a step, as a share of learning rate times weight; not on norms and biases.
        average_momentum: Of the exponential moving average of the weights, which is what the stage leaves.
        label_smoothing: On Fashion-MNIST's labels, 0..1.
        pruned: Share of the well-known Fashion-MNIST pictures that an epoch leaves out.
        whole_epochs: Last epochs that leave nothing out.
        photo_weight: Weight of a photo in the loss of the photo domain.
        other_items_weight: There, of a Fashion-MNIST shoe or bag, which the photos name too little of.
        clothing_weight: There, of Fashion-MNIST clothing, so that the style of a picture does not give it away.
        joined_with_start: Leave the mean of the averaged weights and of those that the stage began from.
    """

    name: str
    epochs: int
    benchmark_batch: int = 128
    photo_batch: int = 0
    peak_learning_rate: float = 0.1
    warmup: float = 0.06
    weight_decay: float = 4e-3
    average_momentum: float = 0.998
    label_smoothing: float = 0.05
    pruned: float = 0.5
    whole_epochs: int = 2
    photo_weight: float = 0.5
    other_items_weight: float = 0.4
    clothing_weight: float = 0.15
    joined_with_start: bool = False


BENCHMARK_STAGE = Stage("benchmark", epochs=26)
BOTH_DOMAINS_STAGE = Stage("both worlds", epochs=8, benchmark_batch=96, photo_batch=64, peak_learning_rate=0.03)
BOTH_DOMAINS_AGAIN_STAGE = Stage("both worlds again", epochs=8, photo_batch=56, peak_learning_rate=0.04, whole_epochs=1)
LAST_STAGE = Stage(
    "both worlds, longer",
    epochs=18,
    photo_batch=24,
    peak_learning_rate=0.05,
    whole_epochs=3,
    joined_with_start=True,
)


@dataclass(frozen=True)
class Round:
    """One stretch of the segmenter's training, which goes on from the weights of the one before.

    Attributes:
        epochs: How many; each ends with a checkpoint.
        peak_learning_rate: Of AdamW, after the warm-up; a cosine to zero follows.
    """

    epochs: int
    peak_learning_rate: float


@dataclass(frozen=True)
class SegmenterConfig:
    """Everything the segmenter's training is free to choose.

    Attributes:
        widths: Channels of each stage of the network; each stage halves height and width.
        blocks: Residual blocks of each stage on the way down.
        rounds: Before every round but the first, the network corrects the guessed masks of lone clothes.
        steps: Of an epoch.
        batch: Scenes a step.
        seed: Of first weights and scenes.
        mixed_precision: bfloat16 arithmetic with float32 weights.
    """

    widths: tuple[int, ...] = (32, 64, 128, 192)
    blocks: tuple[int, ...] = (1, 1, 2, 2)
    rounds: tuple[Round, ...] = (Round(5, 2e-3), Round(9, 1.5e-3), Round(14, 1.5e-3))
    steps: int = 150
    batch: int = 32
    seed: int = 11
    mixed_precision: bool = True


@dataclass(frozen=True)
class PhotoNetworkConfig:
    """Everything the photo network's training is free to choose.

    Attributes:
        epochs: How many; each ends with a checkpoint.
        steps: Of an epoch.
        batch: Pictures a step.
        benchmark_share: Of a batch, the Fashion-MNIST items that are shown as photos, 0..1.
        clothing_weight: Weight in the loss of such an item of clothing, whose labels mean something else than a
            photo's; shoes and bags weigh 1.
        mixed: Share of the pictures that are shown through another one, 0..1.
        peak_learning_rate: Of AdamW, after a tenth of the steps; a cosine to zero follows.
        weight_decay: Decoupled.
        average_momentum: Of the exponential moving average of the weights, which is what training leaves.
        dropout: Share of the embedding that is dropped, 0..1.
        seed: Of batches, augmentation and the first weights of the output layer.
    """

    epochs: int = 9
    steps: int = 150
    batch: int = 32
    benchmark_share: float = 0.2
    clothing_weight: float = 0.3
    mixed: float = 0.5
    peak_learning_rate: float = 4e-4
    weight_decay: float = 0.05
    average_momentum: float = 0.99
    dropout: float = 0.4
    seed: int = 5


@dataclass(frozen=True)
class TrainingConfig:
    """Everything a run is free to choose.

    Attributes:
        network: The network's shape.
        segmenter: How the segmenter is trained, before the network.
        photo_network: How the network for close-ups of photos is trained, after the stages.
        stages: What is trained, in this order.
        photo_views: Pictures made of each training photo.
        street_views: Pictures made of each piece of a training street photo.
        street_share: Of the photo pictures, those from street photos, 0..1.
        mixed_precision: bfloat16 arithmetic with float32 weights.
        seed: Of the split, the order, the augmentation and the first weights.
        most_pictures: Train on this many Fashion-MNIST pictures only; None for all.
        most_photos: Train on this many photos only; None for all.
    """

    network: NetworkConfig = NetworkConfig()
    segmenter: SegmenterConfig = SegmenterConfig()
    photo_network: PhotoNetworkConfig = PhotoNetworkConfig()
    stages: tuple[Stage, ...] = (BENCHMARK_STAGE, BOTH_DOMAINS_STAGE, BOTH_DOMAINS_AGAIN_STAGE, LAST_STAGE)
    photo_views: int = 12
    street_views: int = 6
    street_share: float = 0.35
    mixed_precision: bool = True
    seed: int = 7
    most_pictures: int | None = None
    most_photos: int | None = None


def trial(config: TrainingConfig, epochs: int | None, pictures: int | None, photos: int | None) -> TrainingConfig:
    """Return a smaller run of the same kind, to see that everything works.

    Args:
        config: What to make smaller.
        epochs: Of each stage; None leaves them.
        pictures: Train on this many Fashion-MNIST pictures; None on all.
        photos: Train on this many photos and street photos; None on all. Few photos need few steps of the segmenter.
    """
    stages = config.stages
    if epochs:
        stages = tuple(replace(stage, epochs=epochs, whole_epochs=min(stage.whole_epochs, epochs)) for stage in stages)
    segmenter, photo_network = config.segmenter, config.photo_network
    if epochs:
        photo_network = replace(photo_network, epochs=epochs)
    if photos:
        segmenter = replace(segmenter, rounds=(Round(1, segmenter.rounds[0].peak_learning_rate),), steps=2)
        photo_network = replace(photo_network, steps=2)
    return replace(
        config,
        stages=stages,
        segmenter=segmenter,
        photo_network=photo_network,
        most_pictures=pictures,
        most_photos=photos,
    )
